import 'reflect-metadata';

const SETTINGS = Symbol('settings');

export interface SettingOptions {
  /** What the setting is for, one sentence; printed in the README. */
  meaning: string;
  /** The text taken when the variable is absent; `undefined` leaves the property undefined. */
  default?: string;
  /** The default in words, when it is not a constant. */
  defaultMeaning?: string;
  /** Turns the text into the property's value; a text it cannot read must give a value that validation refuses. */
  parse?: (text: string) => unknown;
}

export interface SettingDescription extends SettingOptions {
  property: string;
  /** The environment variable: the property's name in capitals. */
  name: string;
}

/** Declares a property of the settings class as one environment variable. */
export function Setting(options: SettingOptions): PropertyDecorator {
  return (target, property) => {
    const name = String(property).replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
    const described = [...describeSettings(target), { ...options, property: String(property), name }];
    Reflect.defineMetadata(SETTINGS, described, target);
  };
}

/** The settings declared on a class's prototype, in the order of its source. */
export function describeSettings(prototype: object): SettingDescription[] {
  return (Reflect.getMetadata(SETTINGS, prototype) as SettingDescription[] | undefined) ?? [];
}

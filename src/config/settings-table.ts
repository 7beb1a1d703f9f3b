import { describeSettings } from './setting.decorator.js';
import { Settings } from './settings.js';

/** The README's settings table, printed from the settings class so that the two cannot differ. */
export function settingsTable(): string {
  const rows = describeSettings(Settings.prototype).map(
    ({ name, default: value, defaultMeaning, meaning }) => `| \`${name}\` | ${defaultMeaning ?? `\`${value}\``} | ${meaning} |`,
  );
  return ['| variable | default | meaning |', '|---|---|---|', ...rows].join('\n');
}

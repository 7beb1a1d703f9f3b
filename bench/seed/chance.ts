/** Two digits of hexadecimal for each byte. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Chance that is the same in every run: a stream of numbers that depends on nothing but its seed. */
export class Chance {
  private state: number;

  constructor(seed: number) {
    this.state = (Math.imul(seed, 0x9e3779b1) ^ Math.floor(seed / 2 ** 32)) >>> 0;
  }

  /** 0 to 2^32 - 1 (mulberry32). */
  bits(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** From 0 to less than 1. */
  share(): number {
    return this.bits() / 2 ** 32;
  }

  below(count: number): number {
    return Math.floor(this.share() * count);
  }

  /** Does what comes about so often come about? */
  happens(share: number): boolean {
    return this.share() < share;
  }

  /** A few come often, most seldom. */
  skewed(count: number): number {
    return Math.min(count - 1, Math.floor(count * this.share() ** 3));
  }

  hex(digits: number): string {
    let text = '';
    while (text.length < digits) {
      const bits = this.bits();
      text += HEX[bits >>> 24]! + HEX[(bits >>> 16) & 255]! + HEX[(bits >>> 8) & 255]! + HEX[bits & 255]!;
    }
    return text.length === digits ? text : text.slice(0, digits);
  }

  /** A UUID of version 7 of that moment. */
  uuid(milliseconds: number): string {
    const time = milliseconds.toString(16).padStart(12, '0');
    const random = this.hex(20);
    return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(6, 18)}`;
  }
}

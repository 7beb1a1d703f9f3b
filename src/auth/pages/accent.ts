/** An accent colour as the pages use it: one for light backgrounds, one for dark ones, each with 4.5 : 1 against them (WCAG 2.2, 1.4.3). */
export interface Accent {
  light: string;
  dark: string;
}

type Rgb = [number, number, number];

/** The least of the light backgrounds, and the lightest of the dark ones (`style.css`). */
const LIGHT: Rgb = [0xee, 0xf0, 0xf5];
const DARK: Rgb = [0x1b, 0x1e, 0x27];

/** @param colour `#rrggbb`; darkened, or lightened, as far as it must be to be read */
export function accentOf(colour: string): Accent {
  const rgb = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as Rgb;
  return { light: hex(towards(rgb, 0, LIGHT)), dark: hex(towards(rgb, 255, DARK)) };
}

function towards(from: Rgb, end: number, background: Rgb): Rgb {
  for (let step = 0; step <= 20; step++) {
    const colour = from.map((channel) => Math.round(channel + ((end - channel) * step) / 20)) as Rgb;
    if (contrast(colour, background) >= 4.5) return colour;
  }
  return [end, end, end];
}

/** WCAG 2.2, "contrast ratio". */
export function contrast(one: Rgb, other: Rgb): number {
  const [bright, dim] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (bright + 0.05) / (dim + 0.05);
}

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((channel) => channel / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const hex = (rgb: Rgb) => `#${rgb.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;

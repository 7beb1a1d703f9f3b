/** `npm run settings`: prints the settings table for the README. */
import { settingsTable } from './settings-table.js';

process.stdout.write(`${settingsTable()}\n`);

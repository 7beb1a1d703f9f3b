import { EVERGRANT } from '../../audit/evergrant.actor.js';
import type { Incident } from '../../audit/incident.store.js';

/** Of an agent, which may be long and is whatever the caller said. */
const LONGEST_AGENT = 100;

/** A moment as people read it. */
export function timeOf(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

export function atTime(at: Date | null): string {
  return at ? `at ${timeOf(at)}` : 'at a time that is no longer known';
}

/** Whence, as the caller was seen. */
export function placeOf({ ip, userAgent }: Pick<Incident, 'ip' | 'userAgent'>): string {
  return `from ${ip ?? 'an unknown address'} (${agentOf(userAgent)})`;
}

export function agentOf(userAgent: string | null): string {
  return userAgent === null ? 'an unknown agent' : `“${userAgent.slice(0, LONGEST_AGENT)}”`;
}

/** Who acted, by which application, why and under which ticket; nothing where the ledger does not tell. */
export function whoOf(act: Incident | null, names: ReadonlyMap<string, string>): string {
  if (!act) return '';
  const ticket = act.ticket === null ? '' : `, ticket ${act.ticket}`;
  return ` by ${actorOf(act, names)} (reason: ${act.reason}${ticket})`;
}

/** A person by way of an application, a program for itself, or we. */
export function actorOf({ actor, clientId }: Incident, names: ReadonlyMap<string, string>): string {
  if (actor === EVERGRANT.sub && clientId === EVERGRANT.clientId) return 'Evergrant itself';
  if (actor === clientId) return `the program ${clientId}`;
  return `${names.get(actor!) ?? actor} by way of ${clientId}`;
}

export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

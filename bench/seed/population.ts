/** A client that tokens are seeded for. */
export interface SeededClient {
  id: string;
  isPublic: boolean;
  rotation: 'reuse' | 'rotate';
  scopes: string[];
  resources: string[];
  /** Seconds that its families have been given. */
  lifetime: number;
  /** What its row has beside that, where it is made. */
  columns: Record<string, unknown>;
}

/** A family of refresh tokens as it is seeded, with all that its rows say. Times are milliseconds. */
export interface SeededFamily {
  grantId: string;
  client: SeededClient;
  /** Its account, by number. */
  account: number;
  sessionId: string;
  issuedAt: number;
  expiresAt: number;
  ended: { at: number; reason: string; isGrantAlone: boolean } | null;
  frozenAt: number | null;
  jkt: string | null;
  ip: string;
  userAgent: string;
}

/** Where and by what a token was used. */
export interface SeededUse {
  verdict: string;
  ip: string;
  userAgent: string;
  scopes: string[];
}

/** The `now` of a population that is seeded at once. */
export const thisSecond = (): number => Math.floor(Date.now() / 1000) * 1000;

/** Who is seeded. The same in every run: whatever is said of number n follows from n. */
export interface Population {
  families: number;
  accounts: number;
  /** A whole second. */
  now: number;
  /** Those that the seed makes; others are there already. */
  newClients: SeededClient[];
  /** From 1 on, in the order of their issue. */
  familyOf(n: number): SeededFamily;
  /** The moments at which it was presented, in order, none twice: whole tenths of a second. */
  usesOf(n: number, family: SeededFamily): number[];
  useOf(n: number, family: SeededFamily, at: number): SeededUse;
  /** What a person's row has beside the usual. */
  accountOf(n: number): { disabledAt: number | null; deletedAt: number | null; passwordChangedAt: number | null };
}

/**
 * A map that never holds more than `capacity` entries and forgets those used least recently. Half of them are in `young`; when
 * that is full it becomes `old`, and what was old is dropped: a key outlives the use of `capacity / 2` others at least.
 * O(1): a single Map in order of use is not, each eviction walks over the holes that the earlier ones left (100 µs at 100,000).
 */
export class RecentMap<Value> {
  private young = new Map<string, Value>();
  private old = new Map<string, Value>();

  constructor(private readonly capacity: number) {}

  get(key: string): Value | undefined {
    const value = this.young.get(key);
    if (value !== undefined) return value;
    const rescued = this.old.get(key);
    if (rescued !== undefined) this.set(key, rescued);
    return rescued;
  }

  set(key: string, value: Value): void {
    if (this.young.size >= this.capacity / 2 && !this.young.has(key)) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(key, value);
  }

  /** Entries held, those twice that are both young and old. */
  get size(): number {
    return this.young.size + this.old.size;
  }
}

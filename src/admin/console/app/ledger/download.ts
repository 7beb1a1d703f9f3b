/** Where a file goes to as it comes in. */
export interface Sink {
  write(chunk: Uint8Array<ArrayBuffer>): Promise<unknown>;
  /** All of it is there. */
  finish(): Promise<void>;
  /** It is not wanted any more, or broke off: no part of it stays. */
  discard(): Promise<void>;
}

interface Picker {
  showSaveFilePicker(options: { suggestedName: string }): Promise<{ createWritable(): Promise<WritableStream & { write(chunk: BufferSource): Promise<void>; close(): Promise<void>; abort(): Promise<void> }> }>;
}

const canPick = (of: object): of is Picker => 'showSaveFilePicker' in of;

/** A file that the person chooses, where the browser has that, whose size nothing limits; else one that is put together in memory. */
export async function openSink(name: string): Promise<Sink> {
  if (!canPick(window)) return new Memory(name);
  const file = await (await window.showSaveFilePicker({ suggestedName: name })).createWritable();
  return { write: (chunk) => file.write(chunk), finish: () => file.close(), discard: () => file.abort() };
}

/** Downloaded when it is whole. */
class Memory implements Sink {
  private chunks: Uint8Array<ArrayBuffer>[] = [];

  constructor(private readonly name: string) {}

  async write(chunk: Uint8Array<ArrayBuffer>): Promise<void> {
    this.chunks.push(chunk);
  }

  async finish(): Promise<void> {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob(this.chunks));
    link.download = this.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    this.chunks = [];
  }

  async discard(): Promise<void> {
    this.chunks = [];
  }
}

import { StringDecoder } from 'node:string_decoder'

/** Splits bytes into lines as .NET's ReadLine does: at `\n`, `\r\n` or a lone `\r`, with UTF-8 put together across chunks. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8')
  readonly #onLine: (line: string) => void
  #rest = ''
  #afterReturn = false

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine
  }

  /** Gives out every line that the chunk ends. */
  push(chunk: Uint8Array): void {
    let text = this.#decoder.write(Buffer.from(chunk))
    if (text === '') return
    if (this.#afterReturn && text.startsWith('\n')) text = text.slice(1)
    this.#afterReturn = text.endsWith('\r')
    const lines = (this.#rest + text).split(/\r\n|\r|\n/)
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#onLine(line)
  }

  /** Gives out the last line, which had no end. */
  end(): void {
    const last = this.#rest + this.#decoder.end()
    this.#rest = ''
    if (last !== '') this.#onLine(last)
  }
}

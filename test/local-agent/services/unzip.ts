import { fromBuffer } from 'yauzl'
import { text } from 'node:stream/consumers'

/** Member -> content, by a reader that is not ours. */
export function unzip(bytes: Buffer): Promise<Record<string, string>> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (error, file) => {
      if (error !== null) return reject(error)
      const found: [string, string][] = []
      file.on('entry', (entry) => {
        file.openReadStream(entry, (error, stream) => {
          if (error !== null) return reject(error)
          text(stream).then((content) => {
            found.push([entry.fileName, content])
            file.readEntry()
          }, reject)
        })
      })
      file.on('end', () => resolve(Object.fromEntries(found)))
      file.on('error', reject)
      file.readEntry()
    })
  })
}

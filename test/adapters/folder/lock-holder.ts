import { locked } from '../../../adapters/folder/lock.ts'

// A child of lock.test.ts: takes a lock, says so, and holds it until it is killed (or, told to count, adds one to a file n times).
const [folder = '', name = '', count] = process.argv.slice(2)
if (count === undefined) {
  await locked(folder, name, async () => {
    process.stdout.write('held\n')
    await new Promise((resolve) => setTimeout(resolve, 3_600_000))
  })
} else {
  const { readFile, writeFile } = await import('node:fs/promises')
  for (let done = 0; done < Number(count); done++) {
    await locked(folder, name, async () => {
      const now = Number(await readFile(`${folder}/count.txt`, 'utf8'))
      await writeFile(`${folder}/count.txt`, String(now + 1))
    })
  }
}

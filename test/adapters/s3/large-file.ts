import { join } from 'node:path'
import { measureFile } from '../../../adapters/local/files.ts'
import { s3Store } from '../../../adapters/s3/s3-store.ts'

// Stores and fetches a large file with a small heap; says how much memory it took at most, in MiB.
const [folder = '', endpointUrl = ''] = process.argv.slice(2)
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
const store = s3Store({ name: 's3://bucket', bucket: 'bucket', prefix: '', endpointUrl, credentials })
const file = await measureFile(join(folder, 'large'))
const put = await store.put('large', file, { type: '', cache: '', when: 'absent' })
const back = await store.fetch('large', join(folder, 'back'))
console.log(JSON.stringify({ put: put.kind, same: back?.sha256 === file.sha256, most: process.resourceUsage().maxRSS / 1024 }))

import { s3Store } from '../../../adapters/s3/s3-store.ts'
import { objectStoreContract } from '../../contracts/object-store.ts'
import { type Moto, motoKeys, startMoto } from '../../servers/moto.ts'

describe('the S3 store on an independent server', () => {
  let moto: Moto
  let buckets = 0
  before(async function () {
    moto = await startMoto(this)
  })
  after(async () => await moto?.close())

  objectStoreContract(
    async () => {
      const bucket = `bucket-${++buckets}`
      await moto.bucket(bucket)
      return s3Store({
        name: `s3://${bucket}`,
        bucket,
        prefix: 'some/prefix',
        endpointUrl: moto.url,
        credentials: motoKeys,
        compress: true,
      })
    },
    { slashKeys: true, conditionalDelete: true, gzip: true },
  )
})

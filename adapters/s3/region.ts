import type { S3Client } from '@aws-sdk/client-s3'
import type { Persist } from './persist.ts'
import { regionOf } from './told.ts'

/**
 * Has a client ask in the region that an answer names, for this request and all later ones (S3 User Guide, "Making requests", on redirects). The SDK's own way
 * asks in the wrong one each time, and sends a body again that, as a stream, is at its end by then.
 */
export function inRegion(client: S3Client, persist: Persist): Persist {
  return async (send, mayHelp) => {
    const asked = await client.config.region()
    try {
      return await persist(send, mayHelp)
    } catch (error) {
      const region = regionOf(error)
      if (region === undefined || region === asked) throw error
      client.config.region = () => Promise.resolve(region)
      return await persist(send, mayHelp)
    }
  }
}

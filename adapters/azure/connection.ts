/** Where and as whom the job's own token reads the service. */
export interface Connection {
  readonly collectionUri: string
  readonly project: string
  readonly token: string
}

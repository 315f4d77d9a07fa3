/** Whether the service gives out the files of an artifact of this kind; those of a file share (`FilePath`) only agents near it see. */
export function isFetchable(kind: string): boolean {
  return /^(?:container|pipelineartifact)$/i.test(kind)
}

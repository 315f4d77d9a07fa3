/** The name (`area.event`, in lower case) of the logging command that the agent would find in a line; undefined when it would find none. Agent sources, Command.cs. */
export function loggingCommandOf(line: string): string | undefined {
  const begin = line.indexOf('##vso[')
  const end = line.indexOf(']', begin)
  if (begin < 0 || end < 0) return undefined
  const [name = ''] = line.slice(begin + '##vso['.length, end).split(' ')
  const parts = name.split('.').filter((part) => part !== '')
  return parts.length === 2 ? parts.join('.').toLowerCase() : undefined
}

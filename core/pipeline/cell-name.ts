/**
 * What a task would take from its environment as its own (azure-pipelines-task-lib, internal.ts), and the PATH. All that begins with these words is reserved
 * (learn.microsoft.com/azure/devops/pipelines/process/variables), but azure-sdk's own example of a matrix has an `endpointType`.
 */
const kept = /^(?:(?:endpoint|input|secret|securefile)[._ ]|path$)/i

/** Variables that the service and the agent set, as pipelines write them. */
const set = /^(?:agent|build|common|environment|pipeline|release|resources|system|task)\./i

/** And as steps see them, dots and blanks as `_`. Of `build_` and the like people have names of their own, as BUILD_SHARED_LIBS is: refused are those by which tasks know their run. */
const seen =
  /^(?:(?:agent|system)_|resources_pipeline_|build_(?:artifactstagingdirectory|buildid|reason|repository_.+|source(?:branch|branchname|sdirectory|version))$|environment_name$|pipeline_workspace$|release_(?:attemptnumber|definitionid|deploymentid|environmentid|environmentname|releaseid)$)/

/** Why a cell of a matrix cannot be called so, as a clause that follows the name; undefined where it can. A job's variables are called as its cells. */
export function cellNameFault(name: string): string | undefined {
  const start = kept.exec(name)?.[0]
  if (start !== undefined) return `begins with '${start}': no step is given a variable of such a name`
  const spelled = name.replaceAll(/[. ]/g, '_').toLowerCase()
  if (set.test(name) || seen.test(spelled)) return 'is a name that the agent gives its own variables'
  if (spelled === 'job_data') return 'tells a job its work'
  return /[=()]|\p{Cc}/u.test(name) ? 'holds what no name of a variable can: = ( ) or a control character' : undefined
}

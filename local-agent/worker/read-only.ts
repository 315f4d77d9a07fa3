// Agent sources: Microsoft.VisualStudio.Services.Agent/Constants.cs, ReadOnlyVariables.

const AGENT =
  'acceptteeeula buildDirectory cloudid containerid containermapping containernetwork diagnostic homeDirectory id isSelfHosted gituseschannel ' +
  'jobname jobstatus machinename name os osarchitecture osversion proxybypasslist proxypassword proxyurl proxyusername readOnlyVariables releaseDirectory ' +
  'retainDefaultEncoding rootDirectory runMode serverOMDirectory services cainfo clientcert clientcertarchive clientcertkey clientcertpassword ' +
  'skipcertvalidation tempDirectory toolsDirectory version workfolder workingDirectory clean.buildDirectory source.git.lfs source.git.shallowFetchDepth source.skip'
const BUILD =
  'artifactstagingdirectory binariesdirectory clean definitionname gated.runci gated.shelvesetname buildNumber repository.clean ' +
  'repository.git.submodulecheckout repository.id repository.localpath repository.name repository.provider repository.tfvc.workspace repository.uri ' +
  'sourcebranch sourcetfvcshelveset sourceversion sourceVersionMessage sourcesdirectory stagingdirectory syncSources useserverworkspaces'
const RELEASE =
  'attemptNumber disableRobocopy definitionId definitionName releaseDescription artifact.download.buffersize environmentName environmentUri releaseId ' +
  'releaseName artifact.download.parallellimit requestedForId releaseUri releaseWebUrl requestedFor robocopyMT skipartifactsDownload'
const SYSTEM =
  'accessToken artifactsdirectory collectionid culture debug defaultworkingdirectory definitionid definitionName enableAccessToken hosttype jobAttempt ' +
  'jobDisplayName jobId jobName phaseAttempt phaseDisplayName phaseName planId prefergitfrompath pullrequest.targetbranch selfmanagegitcreds servertype ' +
  'sourceVersionMessage stageAttempt stageDisplayName stageName teamFoundationServerUri teamproject teamProjectId workfolder'

const LISTED = new Set([
  ...below('agent', AGENT),
  ...below('build', BUILD),
  ...below('release', RELEASE),
  ...below('system', SYSTEM),
  'common.testresultsdirectory',
  'pipeline.workspace',
  'task.displayname',
  'task.skiptranslatorforcheckout',
])

function below(area: string, names: string): string[] {
  return names.split(' ').map((name) => `${area}.${name}`.toLowerCase())
}

/** Whether the agent reserves a variable's name (ignoring case) for itself. */
export function isListedReadOnly(name: string): boolean {
  return LISTED.has(name.toLowerCase())
}

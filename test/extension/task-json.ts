import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../root.ts'

export const taskNames = ['GenerateMatrix', 'BuildWheels', 'PublishIndex', 'GatedRelease'] as const

export interface TaskInput {
  name: string
  type: string
  label: string
  helpMarkDown?: string
  aliases?: string[]
  groupName?: string
  visibleRule?: string
  defaultValue?: string | boolean
  required?: boolean
  options?: Record<string, string>
}

export interface TaskJson {
  id: string
  name: string
  friendlyName: string
  description: string
  helpMarkDown: string
  category: string
  visibility: string[]
  author: string
  minimumAgentVersion: string
  instanceNameFormat: string
  groups?: { name: string; displayName: string; visibleRule?: string }[]
  inputs: TaskInput[]
  outputVariables: { name: string; description: string }[]
  restrictions: { settableVariables: { allowed: string[] } }
  execution: Record<string, { target: string }>
  postjobexecution?: Record<string, { target: string }>
}

/** A task's face, as it stands in the source tree. */
export function readTaskJson(name: string): TaskJson {
  return JSON.parse(readFileSync(join(root, 'tasks', name, 'task.json'), 'utf8')) as TaskJson
}

/** The id of this task's definition: `id` of task.json, and what the timeline calls the task. */
export const taskId = 'd6a0a6ab-f0e4-443d-b052-e5c044e6d1da'

export { extract, list } from 'tar'
export { getFileNameLowLevel, openPromise } from 'yauzl'

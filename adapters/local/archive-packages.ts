export { extract, list } from 'tar'
export { openPromise } from 'yauzl'

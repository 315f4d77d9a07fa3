export { extract, list } from 'tar'
export { fromRandomAccessReaderPromise, getFileNameLowLevel, openPromise, RandomAccessReader } from 'yauzl'

export { extract, list, Parser } from 'tar'
export { fromRandomAccessReaderPromise, getFileNameLowLevel, openPromise, RandomAccessReader } from 'yauzl'

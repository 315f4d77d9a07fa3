export { create } from 'tar'

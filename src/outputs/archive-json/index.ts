export { archiveJson, formatArchiveJson } from './archive-json.ts';

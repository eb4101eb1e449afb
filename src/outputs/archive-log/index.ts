export { archiveLog, formatArchiveLine } from './archive-log.ts';

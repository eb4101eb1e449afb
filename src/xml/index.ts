export type { XmlAttribute, XmlElement } from './element.ts';
export { attribute, childrenNamed, isNamed, sameName } from './element.ts';
export type { ParsedXml } from './parse-xml.ts';
export { parseXml } from './parse-xml.ts';

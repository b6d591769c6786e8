/** Stands in for `@lezer/highlight`, the colours of a query in an editor, which every start would make. */
const none = (): undefined => undefined;

export const styleTags = (): (() => undefined) => none;
export const tags: unknown = new Proxy({}, { get: () => none });

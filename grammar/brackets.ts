/** 1 for what opens a bracket, else 0. */
export const opening = (image: string): number => (image === '{' || image === '(' || image === '[' ? 1 : 0);

/** 1 for what closes one, else 0. */
export const closing = (image: string): number => (image === '}' || image === ')' || image === ']' ? 1 : 0);

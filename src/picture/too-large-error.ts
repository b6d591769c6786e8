/** More than can be laid out in some seconds, or looked at. The message says of what there is too much. */
export class TooLargeError extends Error {}

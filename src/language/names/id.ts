/** What a declaration is known by in a whole program: the path of its file, `#`, and its name, which is unique there. */
export type Id = `${string}#${string}`;

/**
 * What an engine decides about the same events has this number. It is raised with each change by which a recorded journal would be
 * decided otherwise, and the changelog says why: an agent that is deployed anew goes on with decisions of the one before.
 */
export const BEHAVIOUR = 1;

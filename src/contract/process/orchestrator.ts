/** The graph of an online workflow, as what hands requests through it reads it. */
export interface OrchestratorGraph {
  /** A request goes through it and then to its children. */
  readonly graph: OrchestratorNode;
  readonly transport: 'rest' | 'grpc';
  /** The address that gets a copy of each request, as a CloudEvent by POST. */
  readonly copyTo?: string;
}

export interface OrchestratorNode {
  readonly name: string;
  /** What programs are asked and answer stands in grammar/README.md, "Programs of a graph". */
  readonly role: 'model' | 'transformer' | 'output' | 'router' | 'combiner';
  /** Of the service on the same host; absent where the orchestrator itself does what is to be done. */
  readonly port?: number;
  /** The share of the first child, of a router that picks one at random; 0.5 where nothing is said. The others share the rest evenly. */
  readonly ratio?: number;
  readonly children?: readonly OrchestratorNode[];
}

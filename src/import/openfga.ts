/**
 * Stores of OpenFGA: a model and its tuples.
 *
 * All tuples are given, so who has which relation to which object is worked out: `define viewer` of `doc` and `doc:1`
 * give the permission `doc:1:viewer`. Users are those that tuples name, `user:anne`; relations of objects are roles,
 * `team:design#member`, and groups where tuples use them as users. A wildcard `user:*` holds for all users of the type
 * that are named, and for `user:(anyone else)`. Conditions depend on the request: what they guard is possible.
 */

import type { Importer } from './imported.ts';
import { importBuilder } from './imported.ts';
import { emitGraph } from './openfga/emit.ts';
import { membership } from './openfga/evaluate.ts';
import { graphOf, mostNodes } from './openfga/graph.ts';
import { fileKind, readStore } from './openfga/store.ts';

export const openfga: Importer = {
  format: 'openfga',
  title: 'OpenFGA stores and models with tuples (.fga, .fga.yaml, JSON)',
  mapKeys: {},
  detects: (file) => fileKind(file) !== null,
  read({ files }) {
    const builder = importBuilder(files);
    const store = readStore(files, builder);
    if (store === null) return builder.result();
    const graph = graphOf(store);
    if ('kind' in graph) {
      const file = files[0]!;
      builder.report(
        'import-unsupported',
        `the tuples make ${graph.nodes.toLocaleString('en')} relations of objects, and at most ${mostNodes.toLocaleString('en')} are worked out`,
        { file, start: 0, end: Math.min(1, file.text.length) },
        'import the types of objects that matter, one at a time',
      );
      return builder.result();
    }
    emitGraph(graph, membership(graph), builder);
    return builder.result();
  },
};

/**
 * ESLint rule: between `const tx = db.transaction(…)` and `await tx.done`, a function awaits nothing but that transaction.
 *
 * An IndexedDB transaction commits by itself as soon as the event loop turns without a request in it. Awaiting anything
 * else (WebCrypto, fetch, another promise) ends it silently half-way; jakearchibald/idb#201.
 *
 * What counts as the transaction: the variable it was put into, a parameter whose type is a transaction, anything
 * destructured or derived from it or from a value that came out of it, what a function returns that was handed it (that
 * function is checked by itself), and `Promise.all` and its like over such values.
 */
export const noForeignAwaitInTransaction = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      foreign:
        'Only the open transaction may be awaited here: do everything else before it opens or after it is done.',
    },
  },
  create(context) {
    /**
     * One per function: whether a transaction is open in it, every name that belongs to that transaction, and those of
     * them that are the transaction or a part of it, not a value that came out of it.
     */
    const functions = [];
    const current = () => functions.at(-1);
    const enter = (node) => {
      const around = current() ?? { open: false, names: [], handles: [] };
      const given = (node.params ?? []).filter(isTransactionParameter).flatMap(namesIn);
      functions.push({
        open: around.open || given.length > 0,
        names: new Set([...around.names, ...given]),
        handles: new Set([...around.handles, ...given]),
      });
    };
    const leave = () => functions.pop();

    /** Notes what a variable holds from here on. */
    const note = (pattern, value) => {
      const scope = current();
      const opens = opensTransaction(value);
      scope.open ||= opens;
      // A function made here is checked as part of this one, and what it returns is of the transaction.
      const isFunction = /^(Arrow)?FunctionExpression$/.test(value.type);
      if (!scope.open || !(opens || isFunction || isOfTransaction(value, scope))) return;
      for (const name of namesIn(pattern)) {
        scope.names.add(name);
        if (value.type !== 'AwaitExpression') scope.handles.add(name);
      }
    };

    return {
      Program: enter,
      'Program:exit': leave,
      ':function': enter,
      ':function:exit': leave,
      'VariableDeclarator:exit': ({ id, init }) => init && note(id, init),
      'AssignmentExpression:exit': ({ left, right }) => left.type === 'Identifier' && note(left, right),
      'AwaitExpression:exit'(node) {
        const scope = current();
        if (!scope.open) return;
        if (!isOfTransaction(node.argument, scope)) context.report({ node, messageId: 'foreign' });
        if (!awaitsDone(node.argument, scope)) return;
        scope.open = false;
        scope.names.clear();
        scope.handles.clear();
      },
      'ForOfStatement[await=true]'(node) {
        const scope = current();
        if (scope.open && !isOfTransaction(node.right, scope)) context.report({ node, messageId: 'foreign' });
      },
    };
  },
};

/** `….transaction(…)`, and what hangs on it: `….transaction(…).objectStore(…)`. */
function opensTransaction(node) {
  if (node.type === 'TSNonNullExpression' || node.type === 'TSAsExpression')
    return opensTransaction(node.expression);
  if (node.type === 'MemberExpression') return opensTransaction(node.object);
  if (node.type !== 'CallExpression') return false;
  const { callee } = node;
  if (callee.type !== 'MemberExpression') return false;
  return callee.property.name === 'transaction' || opensTransaction(callee.object);
}

function isOfTransaction(node, own) {
  if (!node) return true; // a hole in an array
  switch (node.type) {
    case 'Identifier':
      return own.names.has(node.name);
    case 'MemberExpression':
      return isOfTransaction(node.object, own);
    case 'AwaitExpression':
      return isOfTransaction(node.argument, own);
    case 'ChainExpression':
    case 'TSNonNullExpression':
    case 'TSAsExpression':
      return isOfTransaction(node.expression, own);
    case 'SpreadElement':
      return isOfTransaction(node.argument, own);
    case 'ArrayExpression':
      return node.elements.every((element) => isOfTransaction(element, own));
    case 'ConditionalExpression':
      return isOfTransaction(node.consequent, own) && isOfTransaction(node.alternate, own);
    case 'ArrowFunctionExpression':
      return node.body.type !== 'BlockStatement' && isOfTransaction(node.body, own);
    case 'CallExpression':
      return isCallOfTransaction(node, own);
    default:
      return false;
  }
}

/** `store.put(…)`, `addRows(tx, …)`, `Promise.all([…])`, `rows.map((row) => store.put(row))`. */
function isCallOfTransaction(node, own) {
  const { callee } = node;
  if (callee.type === 'Identifier' && own.handles.has(callee.name)) return true;
  if (node.arguments.some((argument) => argument.type === 'Identifier' && own.handles.has(argument.name)))
    return true;
  if (callee.type !== 'MemberExpression') return false;
  if (isOfTransaction(callee.object, own)) return true;
  const method = callee.property.name;
  if (callee.object.name === 'Promise' && ['all', 'allSettled', 'race'].includes(method)) {
    return node.arguments.every((argument) => isOfTransaction(argument, own));
  }
  return ['map', 'flatMap'].includes(method) && isOfTransaction(node.arguments[0], own);
}

/** `await tx.done`, also inside `Promise.all([…])`: from here on the transaction is over. */
function awaitsDone(node, own) {
  if (node.type === 'MemberExpression')
    return node.property.name === 'done' && isOfTransaction(node.object, own);
  if (node.type === 'ArrayExpression')
    return node.elements.some((element) => element && awaitsDone(element, own));
  if (node.type === 'CallExpression' && node.callee.object?.name === 'Promise') {
    return node.arguments.some((argument) => awaitsDone(argument, own));
  }
  return false;
}

/** `tx: IDBPTransaction<…>`, `tx: WriteTransaction`. */
function isTransactionParameter(node) {
  return /Transaction$/.test(node.typeAnnotation?.typeAnnotation?.typeName?.name ?? '');
}

/** Every name a pattern binds. */
function namesIn(pattern) {
  if (pattern.type === 'Identifier') return [pattern.name];
  if (pattern.type === 'ObjectPattern')
    return pattern.properties.flatMap((p) => namesIn(p.value ?? p.argument));
  if (pattern.type === 'ArrayPattern') return pattern.elements.filter(Boolean).flatMap(namesIn);
  if (pattern.type === 'AssignmentPattern') return namesIn(pattern.left);
  if (pattern.type === 'RestElement') return namesIn(pattern.argument);
  return [];
}

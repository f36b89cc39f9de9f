/** Counts which branches of the code under test are reached. */
import ts from 'typescript';

/** The global array in which instrumented code leaves a 1 per branch that it went through. */
export const HITS = '__beepFuzzHits';

/** Gives out the numbers of branches. */
export interface Numbering {
  count: number;
}

/** `source` as JavaScript that marks every function, branch, case and right-hand side that it enters. */
export function instrument(source: string, fileName: string, numbering: Numbering): string {
  const { outputText } = ts.transpileModule(source, {
    fileName,
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, allowJs: true },
    transformers: { after: [marker(numbering)] },
  });
  return outputText;
}

const marker =
  (numbering: Numbering): ts.TransformerFactory<ts.SourceFile> =>
  (context) => {
    const { factory } = context;
    const mark = () =>
      factory.createAssignment(
        factory.createElementAccessExpression(factory.createIdentifier(HITS), numbering.count++),
        factory.createNumericLiteral(1),
      );
    const markStatement = () => factory.createExpressionStatement(mark());
    const marked = (expression: ts.Expression) =>
      factory.createParenthesizedExpression(factory.createComma(mark(), expression));

    const visit = (node: ts.Node): ts.Node => {
      const inner = ts.visitEachChild(node, visit, context);
      if (ts.isBlock(inner)) return factory.updateBlock(inner, [markStatement(), ...inner.statements]);
      if (ts.isIfStatement(inner)) {
        const { thenStatement, elseStatement } = inner;
        const block = (statement: ts.Statement) =>
          ts.isBlock(statement) ? statement : factory.createBlock([markStatement(), statement]);
        return factory.updateIfStatement(
          inner,
          inner.expression,
          block(thenStatement),
          elseStatement && (ts.isIfStatement(elseStatement) ? elseStatement : block(elseStatement)),
        );
      }
      if (ts.isCaseClause(inner))
        return factory.updateCaseClause(inner, inner.expression, [markStatement(), ...inner.statements]);
      if (ts.isConditionalExpression(inner))
        return factory.createConditionalExpression(
          inner.condition,
          undefined,
          marked(inner.whenTrue),
          undefined,
          marked(inner.whenFalse),
        );
      if (ts.isBinaryExpression(inner) && LAZY.has(inner.operatorToken.kind))
        return factory.updateBinaryExpression(inner, inner.left, inner.operatorToken, marked(inner.right));
      if (ts.isArrowFunction(inner) && !ts.isBlock(inner.body))
        return factory.updateArrowFunction(inner, inner.modifiers, inner.typeParameters, inner.parameters, inner.type, inner.equalsGreaterThanToken, marked(inner.body)); // prettier-ignore
      return inner;
    };
    return (file) => ts.visitEachChild(file, visit, context);
  };

const LAZY = new Set<ts.SyntaxKind>([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
]);

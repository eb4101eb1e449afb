import { formatDiagnostic, type Diagnostic } from '../../base/index.ts';
import { homeRole } from '../../supervisor/index.ts';

/** What the parts would find wrong in their files if they were started now. */
export async function checkFiles(home: string): Promise<readonly Diagnostic[]> {
  // Loaded only here: the engine is large, and no other verb needs it.
  const { readAgentFiles, readGuardFiles } = await import('../../agent/index.ts');
  if (homeRole(home) === 'agent') return readAgentFiles(home, []).diagnostics;
  const { readAnalysisFiles } = await import('../../server/index.ts');
  const { readGatewayFiles } = await import('../../gateway/index.ts');
  const all = [
    ...readAnalysisFiles(home).diagnostics,
    ...readGuardFiles(home, []).diagnostics,
    ...readGatewayFiles(home).diagnostics,
  ];
  return [...new Map(all.map((one) => [formatDiagnostic(one), one])).values()];
}

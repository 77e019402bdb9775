import Backend
import Basic
import BitSerial
import Frontend
import IR
import Interpreter
import Operators
import Partition
import Passes

/// What the modules declare, joined.
package enum Catalogs {
  /// The passes that every target shares, and those that backends bring along.
  package static let passes = PassCatalog(
    PassCatalog.standard.passes + Backends.all.flatMap { $0.passes })

  /// The passes that make integers of real numbers, by name.
  package static let quantizations: [String] =
    ["quantize"] + Backends.all.flatMap { $0.passes }.map { $0.name }

  /// The rules that are not constraints of operators, in the order of documentation.
  package static let rules: [Rule] =
    DNNRules.all + BuildingRules.all + ExportRules.all + ONNXRules.all + ONNXNodeRules.all
    + NNEFRules.all + IRRules.all + PipelineRules.all
    + [Quantize.floatIsland, Quantize.alreadyInteger, NonFiniteConstants.rule]
    + BitSparsityPass.rules + BitSerialRules.all + DataRules.all
    + TFLiteRules.all
    + DataSetRules.all
    + ExecutionError.rules + Backends.all.flatMap { $0.rules } + Targets.rules
    + [Session.planFormat, PeakMemory.rule, VerifyCommand.rule] + PlanOrigin.rules
    + MachineRun.rules + [SplitFolder.format] + PartitionRules.all + LoweringRules.all
    + DeviceRules.all + MPIRules.all + SplitRun.rules
    + [SplitProof.rule, TargetedPlanner.residentRule]
    + DeviceWorkerCommand.rules + FileRules.all
    + CommandLineRules.all
}

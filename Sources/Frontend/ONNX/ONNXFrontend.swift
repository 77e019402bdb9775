import Basic
import IR

/// Reads ONNX models.
package enum ONNXFrontend {
  /// Reads a binary model and lowers it.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - name: its name in diagnostics.
  ///   - folder: where files of weights are looked for.
  ///   - catalog: the operators.
  ///   - options: what the command line adds.
  ///   - bag: takes everything that is wrong.
  /// - Returns: the program, or `nil` after an error.
  package static func parse(
    path: String, name: String, folder: String, catalog: OperatorCatalog, options: FrontendOptions,
    into bag: inout DiagnosticBag
  ) -> Program? {
    do throws(DataError) {
      let model = try ONNXReader.model(at: path, named: name)
      return lower(
        model, name: name, folder: folder, catalog: catalog, options: options, into: &bag)
    } catch {
      bag.report(error.diagnostic)
      return nil
    }
  }

  /// Lowers a model, however it was read.
  package static func lower(
    _ model: ONNXModel, name: String, folder: String, catalog: OperatorCatalog,
    options: FrontendOptions, into bag: inout DiagnosticBag
  ) -> Program? {
    var files = ExternalFiles(
      in: DataFolder(folder: folder, allowsOutside: options.allowsOutsidePaths))
    var lowering = ONNXLowering(
      model, file: name, catalog: catalog, options: options,
      bag: DiagnosticBag(errorLimit: 100_000)
    ) { tensor throws(DataError) in try tensor.tensor(in: &files) }
    let program = lowering.run()
    let isSound = !lowering.bag.hasErrors
    bag.mergeWhole(lowering.bag)
    return isSound ? program : nil
  }
}

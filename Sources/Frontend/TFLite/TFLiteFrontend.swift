import Basic
import IR

/// Reads TensorFlow Lite files.
package enum TFLiteFrontend {
  /// Reads a file and turns its first network into a program.
  ///
  /// Inputs and outputs keep the shapes and types of the file; images are `[N, H, W, C]` there.
  /// Inside, images have channels first. Integer operators compute what the reference kernels of
  /// TensorFlow Lite compute, to the last bit, as far as their pages do not say otherwise.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - name: its name in diagnostics.
  ///   - options: what the command line adds.
  ///   - catalog: the operators.
  ///   - bag: takes everything that is wrong, in the order of the operations.
  /// - Returns: the program, or `nil` after an error.
  package static func parse(
    path: String, name: String, options: FrontendOptions, catalog: OperatorCatalog,
    into bag: inout DiagnosticBag
  ) -> Program? {
    do throws(DataError) {
      let model = try TFLiteReader.read(path: path, name: name)
      var lowering = TFLiteLowering(
        model, file: name, catalog: catalog, options: options,
        bag: DiagnosticBag(errorLimit: 100_000))
      let program = lowering.run()
      let isSound = !lowering.bag.hasErrors
      bag.mergeWhole(lowering.bag)
      return isSound ? program : nil
    } catch {
      bag.report(error.diagnostic)
      return nil
    }
  }
}

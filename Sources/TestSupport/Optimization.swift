/// Whether the tests were compiled with optimization: numeric suites are 20 to 100 times slower
/// without.
package let isOptimized: Bool = {
  var isDebug = false
  // The operand of an assertion is evaluated in debug builds only.
  assert(
    {
      isDebug = true
      return true
    }())
  return !isDebug
}()

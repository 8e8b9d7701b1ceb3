namespace HybridAi.Simulator.Errors;

/// <param name="Field">The path, "" for the body itself.</param>
/// <param name="Description">What is wrong there.</param>
internal readonly record struct FieldViolation(string Field, string Description);

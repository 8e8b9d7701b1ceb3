namespace HybridAi.Web.Visits;

/// <summary>What a form says cannot be taken; the message says how to mend it.</summary>
/// <param name="message">For the reader.</param>
public sealed class FormProblem(string message) : Exception(message);

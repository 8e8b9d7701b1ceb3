namespace HybridAi.Web.Dashboard;

/// <summary>The dashboard was placed without something that it needs.</summary>
/// <param name="message">What is missing, and how to give it.</param>
internal sealed class DashboardSetupException(string message) : Exception(message);

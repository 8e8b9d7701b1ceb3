using System.Diagnostics;

namespace HybridAi.Gateway.Errors;

/// <summary>What an unexpected exception was, for records that many may read: its type and where in the product it came from. Never its message, which may have anything in it.</summary>
internal static class BugSummary
{
    private const string Product = "HybridAi.";

    /// <summary>Describes an exception: <c>NullReferenceException in HybridAi.Gateway.Execution.Executor.RunAsync</c>.</summary>
    public static string Of(Exception exception)
    {
        foreach (var frame in new StackTrace(exception, fNeedFileInfo: false).GetFrames())
        {
            if (DiagnosticMethodInfo.Create(frame) is { DeclaringTypeName: { } type, Name: var name } && type.StartsWith(Product, StringComparison.Ordinal))
                return $"{exception.GetType().Name} in {Plain(type, name)}";
        }

        return exception.GetType().Name;
    }

    // An asynchronous method is a type of its own: Executor+<RunAsync>d__12, whose number changes from build to build.
    private static string Plain(string type, string method)
    {
        var nested = type.IndexOf("+<", StringComparison.Ordinal);
        if (nested < 0)
            return $"{type}.{method}";
        var end = type.IndexOf('>', nested);
        return end < nested + 3 ? type[..nested] : $"{type[..nested]}.{type[(nested + 2)..end]}";
    }
}

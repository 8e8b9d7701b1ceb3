using System.ComponentModel.DataAnnotations;
using HybridAi.Core.Routing.Strategies;

namespace HybridAi.Node.Settings;

/// <summary>The value is the name of a routing strategy.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class StrategyNameAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) => value is string name && StrategyNames.All.Contains(name);

    public override string FormatErrorMessage(string name) => $"must be one of {StrategyNames.List}.";
}

using HybridAi.Simulator.Answers;

namespace HybridAi.Simulator.Cohere;

/// <summary>Ids in the form of a UUID.</summary>
internal static class CohereIds
{
    public static string Next(Simulation simulation)
    {
        var meter = new PromptMeter(11);
        meter.AddHash(simulation.NextId("", 24));
        var first = meter.Hash;
        meter.AddHash("more");
        var second = meter.Hash;
        return $"{first >> 32:x8}-{(first >> 16) & 0xFFFF:x4}-4{first & 0xFFF:x3}-{0x8000 | ((second >> 48) & 0x3FFF):x4}-{second & 0xFFFFFFFFFFFF:x12}";
    }
}

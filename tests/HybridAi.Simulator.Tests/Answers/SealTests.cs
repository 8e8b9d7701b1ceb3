using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Anthropic;

namespace HybridAi.Simulator.Tests.Answers;

public sealed class SealTests
{
    [Fact]
    public void A_seal_is_opened_by_its_owner_only()
    {
        var seal = Seal.Make("a", [1, 2, 3]);

        Assert.Equal([1, 2, 3], Seal.Open("a", seal)!);
        Assert.Null(Seal.Open("b", seal));
        Assert.Null(Seal.Open("a", ""));
        Assert.Null(Seal.Open("a", "not base64"));
    }

    [Fact]
    public void No_character_of_a_seal_can_be_changed()
    {
        var seal = Seal.Make("a", [1, 2, 3, 4]);

        for (var i = 0; i < seal.Length; i++)
        {
            var changed = seal[..i] + (seal[i] == 'A' ? 'B' : 'A') + seal[(i + 1)..];
            Assert.Null(Seal.Open("a", changed));
        }
    }

    [Fact]
    public void A_signature_is_of_its_text_and_differs_by_message()
    {
        Assert.NotEqual(ThinkingSeals.Sign("", 1), ThinkingSeals.Sign("", 2));
        Assert.True(ThinkingSeals.IsSignature("", ThinkingSeals.Sign("", 2)));
        Assert.False(ThinkingSeals.IsSignature("x", ThinkingSeals.Sign("", 2)));
        Assert.False(ThinkingSeals.IsSignature("", ThinkingSeals.Redact(3, 2)));
    }
}

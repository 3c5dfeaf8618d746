// Whether two function types can be called through one another: by number, class and size of what they take and answer.
#pragma once
#include <tuple>
#include <type_traits>

namespace headers {

template <typename T>
constexpr bool whole = std::is_integral<T>::value || std::is_enum<T>::value;

template <typename A, typename B>
constexpr bool alike() {
  using std::is_floating_point, std::is_pointer, std::is_void;
  if constexpr (is_void<A>::value || is_void<B>::value) {
    return is_void<A>::value && is_void<B>::value;
  } else if constexpr (is_pointer<A>::value && is_pointer<B>::value) {
    using To = std::remove_pointer_t<A>;
    using Other = std::remove_pointer_t<B>;
    // What is only read by one must not be written by the other.
    if (std::is_const<To>::value != std::is_const<Other>::value) return false;
    // Handles are opaque, and memory of any type is void to one of the two.
    if constexpr (is_void<To>::value || is_void<Other>::value) return true;
    else if constexpr (std::is_class<To>::value || std::is_class<Other>::value)
      return std::is_class<To>::value && std::is_class<Other>::value;
    else return alike<std::remove_cv_t<To>, std::remove_cv_t<Other>>();
  } else {
    const bool sort = (whole<A> && whole<B>) || (is_floating_point<A>::value && is_floating_point<B>::value);
    return sort && sizeof(A) == sizeof(B);
  }
}

template <typename A, typename B>
struct Signatures {
  static constexpr bool same = false;
};
template <typename A, typename... As, typename B, typename... Bs>
struct Signatures<A (*)(As...), B (*)(Bs...)> {
  template <std::size_t... I>
  static constexpr bool each(std::index_sequence<I...>) {
    using Ours = std::tuple<As...>;
    using Theirs = std::tuple<Bs...>;
    return (true && ... && alike<std::tuple_element_t<I, Ours>, std::tuple_element_t<I, Theirs>>());
  }
  static constexpr bool parameters() {
    if constexpr (sizeof...(As) == sizeof...(Bs)) return each(std::index_sequence_for<As...>{});
    else return false;
  }
  static constexpr bool same = alike<A, B>() && parameters();
};

// The comparison itself is to be able to fail.
static_assert(Signatures<int (*)(int, void*), int (*)(unsigned, float*)>::same, "");
static_assert(!Signatures<int (*)(int), int (*)(long)>::same, "a size");
static_assert(!Signatures<int (*)(int), int (*)(int, int)>::same, "a number");
static_assert(!Signatures<int (*)(int*), int (*)(const int*)>::same, "who writes");
static_assert(!Signatures<int (*)(float), int (*)(int)>::same, "a class");
static_assert(!Signatures<int (*)(int*), int (*)(int**)>::same, "a depth");
static_assert(!Signatures<int (*)(), void (*)()>::same, "an answer");

}  // namespace headers

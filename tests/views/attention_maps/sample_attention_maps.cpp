// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/attention_maps/sample_attention_maps.h"

#include "views/attention_maps/colour_bar.h"
#include "views/attention_maps/head_grid_view.h"
#include "views/attention_maps/head_matrix_view.h"
#include "views/theme/theme.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QThread>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <random>
#include <string_view>

namespace phi1::test {
namespace {

using namespace Qt::StringLiterals;

const char *const texts[] = {
    "def", " add", "(", "a", ",", " b", "):", "\n", "   ", " return", " a", " +", " b", "\n", "\n",
    "def", " sub", "(", "a", ",", " b", "):", "\n", "   ", " return", " a", " -", " b", "\n", "\n",
    "def", " mul", "(", "a", ",", " b", "):", "\n", "   ", " return", " a", " *", " b"};
constexpr int textCount = static_cast<int>(std::size(texts));

void size(QWidget *widget, int width, int height)
{
    const Theme &theme = Theme::instance();
    widget->setFixedSize(theme.px(width), theme.px(height));
}

QWidget *page(QWidget *content, int width, int height)
{
    auto *page = new QWidget;
    page->setAutoFillBackground(true);
    QPalette palette = page->palette();
    palette.setColor(QPalette::Window, Theme::instance().color(Theme::Token::Surface));
    page->setPalette(palette);
    auto *layout = new QHBoxLayout(page);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(20);
    layout->addWidget(content, 1);
    size(page, width, height);
    return page;
}

HeadGridView *grid(int cells)
{
    auto *view = new HeadGridView;
    view->setShape(24, 32);
    view->setThumbnailSource([cells](HeadKey head) -> std::optional<HeadThumbnail> {
        const unsigned seed = static_cast<unsigned>(head.layer * 100 + head.head);
        return sampleThumbnail(head, sampleMap(sampleKind(head), 43, seed), cells);
    });
    return view;
}

QWidget *wholeGrid()
{
    HeadGridView *view = grid(43);
    view->setCurrentHead({9, 14});
    view->setChosenHeads({{5, 7}, {6, 20}});
    view->setSwitchedOff({{3, 4}, {12, 9}});
    return page(view, 704, 534);
}

QWidget *partialGrid()
{
    auto *view = new HeadGridView;
    view->setShape(8, 12);
    view->setThumbnailSource([](HeadKey head) -> std::optional<HeadThumbnail> {
        if (head.layer > 4 || (head.layer == 4 && head.head > 6))
            return {};
        HeadThumbnail thumbnail =
            sampleThumbnail(head,
                            sampleMap(sampleKind({head.layer * 3, head.head}), 43,
                                      static_cast<unsigned>(head.layer * 100 + head.head)),
                            43);
        thumbnail.hasNan = head == HeadKey{2, 3};
        return thumbnail;
    });
    view->setCellSize(36);
    view->setCurrentHead({1, 2});
    view->setHighlighted({{0, 0}, {0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}, {3, 8}});
    return page(view, 540, 370);
}

QWidget *orderedGrid()
{
    auto *view = grid(43);
    QVector<HeadKey> order;
    for (int i = 0; i < 24; ++i)
        order.append({(i * 7) % 24, (i * 11) % 32});
    view->setCellSize(48);
    view->setOrder(order, u"by induction, highest first"_s);
    view->setScale(ColourScale::weights(ColourScale::Kind::Linear));
    return page(view, 480, 280);
}

QWidget *matrix()
{
    auto *view = new HeadMatrixView;
    view->setTokens(sampleTokens());
    view->setMaps({{sampleMap(HeadKind::Induction, textCount, 5), {}}});
    view->setCell(38, 24);
    auto *bar = new ColourBar;
    bar->setTitle(u"Attention weight"_s);
    bar->setMarkedValue(0.466);
    QWidget *sample = page(view, 640, 520);
    sample->layout()->addWidget(bar);
    sample->layout()->setAlignment(bar, Qt::AlignTop);
    return sample;
}

QWidget *zoomedMatrix()
{
    auto *view = new HeadMatrixView;
    const Theme &theme = Theme::instance();
    view->setTokens(sampleTokens(200));
    view->setMaps({{sampleMap(HeadKind::Previous, 200, 5), {}}});
    view->setSumsShown(true);
    view->setWithoutFirst(true);
    view->resize(theme.px(456), theme.px(396));
    view->zoomAt(QPointF(theme.px(100), theme.px(60)), 6);
    view->showCell(24, 23);
    view->setCell(24, 23);
    return page(view, 480, 420);
}

QWidget *longMatrix()
{
    auto *view = new HeadMatrixView;
    std::vector<float> weights = sampleWeights(HeadKind::Induction, 1200, 5);
    for (int key = 0; key <= 700; ++key)
        weights[700 * 1200 + static_cast<std::size_t>(key)] =
            std::numeric_limits<float>::quiet_NaN();
    for (int key = 0; key <= 701; ++key)
        weights[701 * 1200 + static_cast<std::size_t>(key)] =
            std::numeric_limits<float>::quiet_NaN();
    view->setTokens(sampleTokens(1200));
    view->setMaps({{HeadMap(1200, std::move(weights)), {}}});
    for (int i = 0; i < 2000 && !view->isReady(); ++i) {
        QThread::msleep(2);
        QCoreApplication::processEvents();
    }
    return page(view, 480, 420);
}

QWidget *comparedMatrices()
{
    const HeadMap base = sampleMap(HeadKind::Induction, textCount, 5);
    const HeadMap tuned = sampleMap(HeadKind::Local, textCount, 6);
    auto *view = new HeadMatrixView;
    view->setTokens(sampleTokens());
    view->setDifferenceScale(ColourScale::difference(ColourScale::Kind::Linear, 0.5));
    view->setMaps({{base, u"base, step 6 000"_s},
                   {tuned, u"finetuned"_s},
                   {base.minus(tuned), u"difference"_s}});
    view->setCell(38, 24);
    auto *bars = new QWidget;
    auto *column = new QVBoxLayout(bars);
    column->setContentsMargins(0, 0, 0, 0);
    auto *weights = new ColourBar;
    weights->setTitle(u"Attention weight"_s);
    auto *difference = new ColourBar;
    difference->setTitle(u"Difference"_s);
    difference->setScale(view->differenceScale());
    column->addWidget(weights);
    column->addWidget(difference);
    QWidget *sample = page(view, 1180, 460);
    sample->layout()->addWidget(bars);
    return sample;
}

QWidget *twoMatrices()
{
    auto *view = new HeadMatrixView;
    view->setTokens(sampleTokens());
    view->setMaps({{sampleMap(HeadKind::Induction, textCount, 5), u"base, step 6 000"_s},
                   {sampleMap(HeadKind::Local, textCount, 6), u"finetuned"_s}});
    view->setCell(38, 24);
    return page(view, 760, 460);
}

} // namespace

QVector<AttentionToken> sampleTokens()
{
    return sampleTokens(textCount);
}

QVector<AttentionToken> sampleTokens(int count)
{
    QVector<AttentionToken> tokens;
    int offset = 0;
    int line = 1;
    for (int i = 0; i < count; ++i) {
        AttentionToken token;
        token.bytes = texts[i % textCount];
        token.id = i % textCount;
        token.start = offset;
        token.end = offset += static_cast<int>(token.bytes.size());
        token.line = line;
        line += token.bytes == "\n" ? 1 : 0;
        tokens.append(token);
    }
    return tokens;
}

std::vector<float> sampleWeights(HeadKind kind, int count, unsigned seed)
{
    std::minstd_rand random(seed + 1);
    const auto noise = [&random] { return static_cast<float>(random() % 1000U) * 1e-5F; };
    const auto text = [](int token) { return std::string_view(texts[token % textCount]); };
    const auto side = static_cast<std::size_t>(count);
    std::vector<float> weights(side * side);
    for (int query = 0; query < count; ++query) {
        float *row = weights.data() + static_cast<std::size_t>(query) * side;
        float sum = 0;
        for (int key = 0; key <= query; ++key) {
            const int distance = query - key;
            float weight = 0.004F + noise();
            switch (kind) {
            case HeadKind::Previous:
                weight += distance == 1 ? 1.2F : distance == 0 ? 0.06F : 0;
                break;
            case HeadKind::Induction:
                weight += key == 0 ? 0.25F : 0;
                if (key > 0 && text(key - 1) == text(query))
                    weight +=
                        (query > 0 && key > 1 && text(key - 2) == text(query - 1) ? 1.9F : 0.6F) *
                        std::exp(-static_cast<float>(distance) / 60);
                break;
            case HeadKind::Sink:
                weight += key == 0 ? 1.6F : distance == 0 ? 0.12F : 0;
                break;
            case HeadKind::Local:
                weight += std::exp(-static_cast<float>(distance) / 2.6F) * 0.7F;
                break;
            case HeadKind::Wide:
                weight += 0.06F + 0.05F * std::exp(-static_cast<float>(distance) / 14);
                break;
            }
            row[key] = weight;
            sum += weight;
        }
        for (int key = 0; key <= query; ++key)
            row[key] /= sum;
    }
    return weights;
}

HeadMap sampleMap(HeadKind kind, int count, unsigned seed)
{
    return HeadMap(count, sampleWeights(kind, count, seed));
}

HeadThumbnail sampleThumbnail(HeadKey head, const HeadMap &map, int cells)
{
    HeadThumbnail thumbnail;
    thumbnail.key = head;
    while ((map.tokens() + (1 << thumbnail.level) - 1) >> thumbnail.level > cells)
        ++thumbnail.level;
    const int block = 1 << thumbnail.level;
    thumbnail.cells = (map.tokens() + block - 1) / block;
    thumbnail.isDifference = map.isDifference();
    std::vector<float> pooled(static_cast<std::size_t>(thumbnail.cells * thumbnail.cells));
    float largest = 0;
    for (int query = 0; query < map.tokens(); ++query) {
        for (int key = 0; key <= query; ++key) {
            float &cell =
                pooled[static_cast<std::size_t>(query / block * thumbnail.cells + key / block)];
            const float value = map.value(query, key);
            if (std::abs(value) > std::abs(cell))
                cell = value;
            largest = std::max(largest, std::abs(value));
        }
    }
    thumbnail.scale = thumbnail.isDifference ? largest : 1;
    for (const float value : pooled) {
        const double code =
            thumbnail.isDifference
                ? 128 + std::round(127.0 * static_cast<double>(value / std::max(largest, 1e-20F)))
            : value > 0
                ? std::max(0.0, std::round(255 + 12 * std::log2(static_cast<double>(value))))
                : 0;
        thumbnail.codes.append(static_cast<char>(static_cast<quint8>(code)));
    }
    return thumbnail;
}

HeadKind sampleKind(HeadKey head)
{
    std::minstd_rand random(static_cast<unsigned>(head.layer * 131 + head.head * 17 + 3));
    random.discard(4);
    const unsigned dice = static_cast<unsigned>(random() % 100U);
    if (head == HeadKey{9, 14})
        return HeadKind::Induction;
    if (head.layer < 3)
        return dice < 40 ? HeadKind::Local : dice < 70 ? HeadKind::Previous : HeadKind::Wide;
    if (head.layer < 8)
        return dice < 25   ? HeadKind::Previous
               : dice < 45 ? HeadKind::Local
               : dice < 60 ? HeadKind::Induction
                           : HeadKind::Sink;
    return dice < 18 ? HeadKind::Induction : dice < 30 ? HeadKind::Wide : HeadKind::Sink;
}

QVector<Sample> sampleAttentionMaps()
{
    return {{u"head-grid"_s, wholeGrid},
            {u"head-grid-partial"_s, partialGrid},
            {u"head-grid-ordered"_s, orderedGrid},
            {u"head-matrix"_s, matrix},
            {u"head-matrix-zoomed"_s, zoomedMatrix},
            {u"head-matrix-long"_s, longMatrix},
            {u"head-matrix-compared"_s, comparedMatrices},
            {u"head-matrix-two"_s, twoMatrices}};
}

} // namespace phi1::test

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/samples/provenance_panel.h"

#include <algorithm>
#include <cmath>

#include <QJsonDocument>
#include <QJsonObject>
#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>

#include "views/code/shown_bytes.h"
#include "views/format/number_text.h"
#include "views/theme/theme.h"
#include "views/widgets/facts_grid.h"
#include "views/widgets/value_row.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

const QString dash = u"–"_s;

QString orDash(const QString &text)
{
    return text.isEmpty() ? dash : text;
}

QString text(const std::string &bytes)
{
    return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

const SampleValue *scoreOf(const SamplePage &page)
{
    const auto found =
        std::find_if(page.values.cbegin(), page.values.cend(),
                     [](const SampleValue &value) { return value.key.startsWith("score."_L1); });
    return found == page.values.cend() ? nullptr : &*found;
}

QString numberText(const SampleValue &value)
{
    if (value.type == ColumnType::Count)
        return grouped(static_cast<qint64>(value.number));
    return value.key.startsWith("score."_L1) ? decimal(value.number, 2) : significant(value.number);
}

/// "local-model, T = 0.8"
QString generatorText(const SampleOrigin &origin)
{
    QString generator = text(origin.generator);
    const QJsonObject settings =
        QJsonDocument::fromJson(QByteArray::fromStdString(origin.settings)).object();
    const QJsonValue temperature = settings.value(u"temperature"_s);
    if (!generator.isEmpty() && temperature.isDouble())
        generator =
            ProvenancePanel::tr("%1, T = %2").arg(generator, significant(temperature.toDouble()));
    return generator;
}

QString lengthText(const SamplePage &page)
{
    const SampleValue *tokens = page.value(u"tokens"_s);
    const SampleValue *lines = page.value(u"lines"_s);
    const QString size = tokens ? ProvenancePanel::tr("%1 tokens").arg(numberText(*tokens))
                                : bytes(page.sample->text.size());
    if (!lines)
        return size;
    return ProvenancePanel::tr("%1, %n lines", nullptr, static_cast<int>(lines->number)).arg(size);
}

} // namespace

ProvenancePanel::ProvenancePanel(QWidget *parent)
    : QWidget(parent)
{
    setAccessibleName(tr("Provenance"));
    auto *column = new QVBoxLayout(this);
    makeGrid(3);
    setPage(nullptr);
    Theme::instance().follow(this, [column] {
        const Theme &theme = Theme::instance();
        column->setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(6));
        column->setSpacing(theme.px(4));
    });
}

void ProvenancePanel::setColumns(int columns)
{
    if (columns == m_columns)
        return;
    makeGrid(columns);
    setPage(m_page.get());
}

void ProvenancePanel::makeGrid(int columns)
{
    delete m_grid;
    m_columns = columns;
    m_grid = new FactsGrid(columns);
    static_cast<QVBoxLayout *>(layout())->insertWidget(0, m_grid);
}

void ProvenancePanel::setPage(const SamplePage *page)
{
    if (page != m_page.get())
        m_page = page ? std::make_shared<const SamplePage>(*page) : nullptr;
    const auto fact = [&](const QString &label, const QString &value,
                          Theme::Token tone = Theme::Token::Text) {
        m_grid->setFact(label, orDash(shownLine(value)),
                        value.isEmpty() ? Theme::Token::Text3 : tone);
    };
    const SampleValue *score = page ? scoreOf(*page) : nullptr;
    const auto name = [&](const QString &key) {
        const SampleValue *value = page ? page->value(key) : nullptr;
        return value ? value->name : QString();
    };
    const SampleOrigin origin = page ? page->sample->origin : SampleOrigin{};
    fact(tr("Quality"), score ? tr("%1 %2").arg(numberText(*score), score->title) : QString());
    fact(tr("Topic"), text(origin.topic));
    fact(tr("Generator"), generatorText(origin));
    fact(tr("Length"), page ? lengthText(*page) : QString());
    fact(tr("Audience"), text(origin.audience));
    m_duplicates = page ? page->nearDuplicates : -1;
    fact(tr("Near-duplicates"),
         m_duplicates > 0    ? tr("%n others", nullptr, m_duplicates)
         : m_duplicates == 0 ? tr("none")
         : page              ? tr("not looked for")
                             : QString(),
         m_duplicates > 0 ? Theme::Token::Accent : Theme::Token::Text2);
    const QString parse = name(u"parse"_s);
    fact(tr("Code"),
         parse == "parses"_L1         ? tr("parses")
         : parse == "syntax error"_L1 ? tr("syntax error")
         : parse == "no code"_L1      ? tr("none")
                                      : QString(),
         parse == "parses"_L1         ? Theme::Token::Success
         : parse == "syntax error"_L1 ? Theme::Token::Error
                                      : Theme::Token::Text2);
    fact(tr("Source"), text(origin.source));
    fact(tr("Licence"), text(origin.licence));
    if (ValueRow *row = m_grid->row(tr("Near-duplicates"))) {
        row->removeEventFilter(this);
        row->installEventFilter(this);
        row->setCursor(m_duplicates > 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
        row->setToolTip(m_duplicates > 0 ? tr("Compare them (D)") : QString());
    }
}

QString ProvenancePanel::value(const QString &label) const
{
    return m_grid->value(label);
}

QString ProvenancePanel::detailsText(const SamplePage &page)
{
    const Sample &sample = *page.sample;
    const SampleOrigin &origin = sample.origin;
    QStringList lines;
    const auto add = [&](const QString &label, const QString &value) {
        if (!value.isEmpty())
            lines << tr("%1: %2").arg(label, value);
    };
    add(tr("File"),
        origin.line > 0
            ? tr("%1, line %2").arg(text(origin.input), grouped(static_cast<qint64>(origin.line)))
            : text(origin.input));
    add(tr("Path"), text(origin.path));
    add(tr("Id"), text(origin.externalId));
    add(tr("Kind"), text(origin.kind));
    add(tr("Hash"), QString::fromStdString(sample.hash.hex()));
    if (sample.copies > 0)
        add(tr("Exact copies"), grouped(sample.copies));
    if (!sample.validUtf8)
        add(tr("Encoding"), tr("bytes that are no UTF-8, kept as they are"));
    if (sample.hasNul)
        add(tr("NUL"), tr("kept as it is"));
    for (const SampleValue &value : page.values)
        add(value.title, value.type == ColumnType::Category ? value.name : numberText(value));
    add(tr("Settings of the generator"), text(origin.settings));
    if (!origin.prompt.empty())
        lines << tr("Prompt:") << text(origin.prompt);
    if (!origin.extra.empty() && origin.extra != "{}")
        lines << tr("Further fields:") << text(origin.extra);
    return lines.join(u'\n');
}

bool ProvenancePanel::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::MouseButtonRelease && m_duplicates > 0 &&
        static_cast<QMouseEvent *>(event)->button() == Qt::LeftButton)
        emit duplicatesRequested();
    return QWidget::eventFilter(watched, event);
}

void ProvenancePanel::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), Theme::instance().color(Theme::Token::Alt));
}

} // namespace phi1

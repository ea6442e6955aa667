// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/import/preview_panel.h"

#include <QVBoxLayout>

#include "views/format/number_text.h"
#include "views/sample_text/sample_text_view.h"
#include "views/theme/theme.h"
#include "views/widgets/banner.h"
#include "views/widgets/elided_label.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/panel.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

QString countText(const ImportPreview &preview)
{
    if (preview.files == 0)
        return {};
    return PreviewPanel::tr("%n files, %1", "", preview.files)
        .arg(phi1::bytes(std::uint64_t(preview.bytes)));
}

QString originText(const ImportPreview::Record &record)
{
    QStringList parts;
    const auto add = [&parts](const QString &label, const std::string &value) {
        if (!value.empty())
            parts << label.arg(QString::fromStdString(value).left(200).simplified());
    };
    parts << (record.line > 0
                  ? PreviewPanel::tr("%1, line %2").arg(record.file, grouped(record.line))
                  : record.file);
    add(PreviewPanel::tr("source %1"), record.origin.source);
    add(PreviewPanel::tr("kind %1"), record.origin.kind);
    add(PreviewPanel::tr("topic %1"), record.origin.topic);
    add(PreviewPanel::tr("audience %1"), record.origin.audience);
    add(PreviewPanel::tr("licence %1"), record.origin.licence);
    return parts.join(u" · "_s);
}

} // namespace

PreviewPanel::PreviewPanel(QWidget *parent)
    : QWidget(parent)
    , m_panel(new Panel(tr("What comes in")))
    , m_banner(new Banner(Banner::Kind::Warning))
    , m_origin(new ElidedLabel({}, Theme::Font::Small, Theme::Token::Text2))
    , m_previous(new IconButton(u"chevron-left"_s, tr("Previous record")))
    , m_next(new IconButton(u"chevron-right"_s, tr("Next record")))
    , m_text(new SampleTextView)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_panel);
    auto *content = new QWidget;
    auto *inner = new QVBoxLayout(content);
    inner->addWidget(m_banner);
    inner->addWidget(m_origin);
    inner->addWidget(m_text, 1);
    m_panel->setContent(content);
    m_panel->addHeadWidget(m_previous);
    m_panel->addHeadWidget(m_next);
    m_previous->setSmall(true);
    m_next->setSmall(true);
    m_text->setWrapping(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_origin->setElideMode(Qt::ElideRight);
    connect(m_previous, &QAbstractButton::clicked, this, [this] { showRecord(m_index - 1); });
    connect(m_next, &QAbstractButton::clicked, this, [this] { showRecord(m_index + 1); });
    Theme::instance().follow(this, [inner] {
        const Theme &theme = Theme::instance();
        inner->setContentsMargins(theme.px(12), theme.px(8), theme.px(1), theme.px(1));
        inner->setSpacing(theme.px(6));
    });
    show(ImportPreview{});
}

void PreviewPanel::show(const ImportPreview &preview)
{
    m_preview = preview;
    const bool broken = !preview.sentence.isEmpty();
    m_banner->setKind(broken ? Banner::Kind::Error : Banner::Kind::Warning);
    m_banner->setBold(
        broken ? tr("This cannot be imported")
               : tr("%n of the first records are broken", "", int(preview.problems.size())));
    m_banner->setPlain(broken ? preview.sentence : preview.problems.value(0));
    m_banner->setVisible(broken || !preview.problems.isEmpty());
    m_text->setPlaceholder(broken               ? QString()
                           : preview.files == 0 ? tr("The first records of the files are shown "
                                                     "here, as they will be stored")
                                                : tr("No record could be read"));
    showRecord(0);
}

void PreviewPanel::setWaiting()
{
    m_panel->setCaption(tr("looking at the files…"));
    m_text->setDimmed(true);
}

void PreviewPanel::showRecord(int index)
{
    const int count = int(m_preview.records.size());
    m_index = std::clamp(index, 0, std::max(0, count - 1));
    m_previous->setEnabled(m_index > 0);
    m_next->setEnabled(m_index + 1 < count);
    m_text->setDimmed(false);
    if (count == 0) {
        m_text->setText({});
        m_origin->setText({});
        m_panel->setCaption(countText(m_preview));
        return;
    }
    const ImportPreview::Record &record = m_preview.records[m_index];
    m_panel->setCaption(tr("record %1 of the first %2 · %3")
                            .arg(grouped(m_index + 1), grouped(count), countText(m_preview)));
    m_origin->setText(record.isCut ? tr("%1 · its beginning").arg(originText(record))
                                   : originText(record));
    m_text->setText(record.text);
}

} // namespace phi1
